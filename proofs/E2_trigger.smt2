; E2  The trigger that multiplies out is the trigger that divides: |v / N - t / W| > band / W, to the last unit.
;
; trigger/band.rs: |v * W - t * N| > band * N, over integers. The right side is over the reals.

(declare-const v Int) (declare-const t Int) (declare-const N Int) (declare-const band Int)
(define-fun W () Int 1000000000000000000)
(define-fun magnitude ((x Int)) Int (ite (>= x 0) x (- x)))
(define-fun distance ((x Real)) Real (ite (>= x 0.0) x (- x)))
(assert (and (>= v 0) (<= v N) (>= t 0) (<= t W) (> N 0) (>= band 0)))
(declare-const weight Real) (assert (= (* weight (to_real N)) (to_real v)))
(define-fun multiplied () Bool (> (magnitude (- (* v W) (* t N))) (* band N)))
(define-fun divided () Bool (> (distance (- weight (/ (to_real t) (to_real W)))) (/ (to_real band) (to_real W))))

(echo "lemma: both say the same")
(push) (assert (not (= multiplied divided))) (check-sat) (pop)

(echo "mutant: comparing floored weights misses a breach")
(push) (declare-const w Int) (assert (and (<= (* w N) (* v W)) (< (* v W) (* (+ w 1) N))))
(assert (not (= (> (magnitude (- w t)) band) divided))) (check-sat) (pop)

(echo "mutant: a strict edge counted as breached")
(push) (assert (not (= (>= (magnitude (- (* v W) (* t N))) (* band N)) divided))) (check-sat) (pop)
